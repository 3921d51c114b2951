import '@mantine/core/styles.css';
import './app/tokens.css';
import './app/app.css';
import './features/uploader/uploader.css';
import './features/attachments/attachments.css';
import './app/i18n.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
